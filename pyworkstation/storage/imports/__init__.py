"""The journal of imports: what is in, how it was read, what was left out, and taking it out again."""
