"""One module a section of the site, each with its `router`. They ask services and do not import one another."""
