# A payment between the night and the sending takes the queued message back.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example
2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16
2026-01-26  run
  > queued ACME reminder-1
2026-01-26 07:30  bank  +1190.00 from BE71096123456769 ACME "R-1"
  > settled R-1
  > case ACME closed: paid
  > withdrawn ACME reminder-1: nothing_open
2026-01-26 09:00  send
  > nothing
