"""The reasoning page as HTML: geometry of the drawings, templates, and the routes of demo mode."""
