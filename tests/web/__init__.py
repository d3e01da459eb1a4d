"""Tests of the pages and of what stands before and behind them."""
