"""Letters by SMTP: what a mail looks like, how it is kept until it is sent, and the sending itself."""
