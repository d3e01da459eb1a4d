"""Values to files: CSV now; spreadsheets, FHIR and inspection lists follow."""
