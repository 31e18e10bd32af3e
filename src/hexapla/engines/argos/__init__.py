"""The Argos engine: CTranslate2 models, and how they are installed, verified and locked."""
