"""ALTER: what brings an object that both sides have to what it is to be, one aspect at a time."""
