"""The order of a history: what each statement makes and needs, an order in which more of it succeeds, as an edit."""
