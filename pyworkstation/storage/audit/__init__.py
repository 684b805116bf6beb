"""The audit log: what happened, in lines that nobody can change or take out unseen."""
