"""The one door to the database: one engine per kind, one module of queries and writes per concept, and the migrations."""
