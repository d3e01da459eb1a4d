"""The practice around graded care profiles: who may do what to which family's scoring, when, with what trail, on which page or paper."""
