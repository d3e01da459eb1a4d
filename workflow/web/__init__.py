"""The pages: the only place that knows FastAPI. Handlers ask services; templates draw what services answer."""
