"""Values that everything else is made of: pure, frozen, exact. Standard library and Babel only."""
