"""One plain function per clinical situation, each reading top-down like its table (knowledge specification A.3.5)."""
