"""Labels of a film list: how lists write them, and which of them can be learned."""
