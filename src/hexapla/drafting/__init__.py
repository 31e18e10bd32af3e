"""Drafts: proposed translations for sentences that have none."""
