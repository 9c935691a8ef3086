"""`organization`: one trail for every account of an organisation."""
