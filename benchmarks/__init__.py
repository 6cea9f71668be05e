"""Speed and relevance, measured beside real peers. Never part of the test run."""
