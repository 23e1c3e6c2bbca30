"""Files of other programs, in and out: CSV, XLSX, pictures, attachments. What is read is distrusted."""
