//! What is documented is true: the examples of every rule, run.
