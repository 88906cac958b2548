"""How fast the site is, as ratios against a bare limit measured in the same run."""
