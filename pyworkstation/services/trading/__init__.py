"""Paper trading: ticket -> risk -> order state -> venue -> fills -> positions -> money -> journal, in the engine process."""
