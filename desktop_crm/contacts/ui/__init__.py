"""The screens of contacts: the list, one contact's page, its editor, the import."""
