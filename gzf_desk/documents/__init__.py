"""gzf_desk/documents"""
