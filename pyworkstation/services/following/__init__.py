"""News of topics for those who read them at a pace of their own: what a later message makes needless is passed over.

Invariant: who publishes waits for no follower, and none can hold more than a bounded number of messages and bytes.
"""
