"""Real parts for tests: throwaway servers, simulators, fictional people."""
