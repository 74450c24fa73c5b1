# A direct debit that the bank takes back, out of a batch, opens its invoice and wakes the case; an undo restores both.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
customer BETA  nl  mail boekhouding@beta.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 BETA 310.00 EUR due 2026-01-16
2026-01-19  statement direct-debits.xml
  > settled R-1
  > settled R-2
  > case ACME closed: paid
  > case BETA closed: paid
2026-01-22  statement direct-debit-returned.xml
  > open R-1 1190.00
2026-01-26  night
  > mail ACME reminder-1 R-1 1190.00
2026-01-27  undo -1193.50
  > settled R-1
  > case ACME closed: paid
  > task payment returned
