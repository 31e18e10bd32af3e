"""Drafts: what is proposed for the sentences that nobody has translated."""
