"""Values to files: CSV, spreadsheets, FHIR, inspection lists. Nothing is exported yet."""
