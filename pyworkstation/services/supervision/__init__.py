"""The engine's services: in which order they start and stop, what becomes of one that dies, and how each is.

Invariant: knows that services need each other, and not what any of them does.
"""
