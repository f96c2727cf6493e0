"""Random sequences of DDL, played on the simulator and on a real server at once: statement.py writes them, play.py
plays them, facts.py and server_facts.py say what is in the catalogs they leave behind. `python -m tools.sequences` runs
many.
"""
