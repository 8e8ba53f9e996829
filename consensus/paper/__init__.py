"""The register of the paper's statements, section by section (knowledge specification A.1), paraphrased."""
