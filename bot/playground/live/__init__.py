"""``pinchpoint verify-live``: shows Slack itself everything that people of the product see."""
