"""One call: checks, dispatch and result of one quantity."""
