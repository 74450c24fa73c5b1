# Of two invoices one is paid after the night: the message about both is replaced by one about the other.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  nl  mail boekhouding@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 60.50 EUR due 2026-01-16
2026-01-26  run
  > queued ACME reminder-1
2026-01-26 07:30  bank  +1190.00 from BE71096123456769 ACME "R-1"
  > settled R-1
  > withdrawn ACME reminder-1: replaced
  > queued ACME reminder-1
2026-01-26 09:00  send
  > mail ACME reminder-1 R-2 60.50
