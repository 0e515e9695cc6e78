"""What the programme decided on suggestions: kept in the graph, told in answers, taken back at any time."""
