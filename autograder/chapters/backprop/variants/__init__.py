"""Right answers to the exercises of chapter 4, in the styles in which students write them."""
