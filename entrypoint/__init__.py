"""The GitHub Action: everything that talks to GitHub."""
