"""Right answers to the exercises of chapter 1, in the styles in which students write them."""
