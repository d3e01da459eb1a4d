"""Graded care profiles as values: an instrument and a sheet of answers make a profile; profiles make progress.

Nothing here knows of clocks, databases or pages. Start with `instrument`, then `answers`, `profile`, `progress`.
"""
