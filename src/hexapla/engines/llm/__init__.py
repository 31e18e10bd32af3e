"""The llm engine: language models behind any server with OpenAI's API."""
