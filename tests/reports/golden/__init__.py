"""Reports of a case from 2019 as they were first printed: the values that they rest on never change, and neither do the words on paper.

`python -m tests.reports.golden` writes them anew, for a change of wording that is meant; whoever does so reads the difference line by line.
"""
