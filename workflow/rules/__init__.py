"""Pure decisions: what may be done, by whom, and the sentence that says why not. No database, no clock, no pages."""
