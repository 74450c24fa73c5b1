# A payment that fits two invoices asks; confirming it closes, undoing reopens, and the ladder goes on where it was.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example  iban BE71096123456769
2026-01-02  invoice R-1 ACME 100.00 EUR due 2026-01-16
2026-01-02  invoice R-2 ACME 100.00 EUR due 2026-01-16
2026-01-26  night
  > mail ACME reminder-1 R-1 R-2 200.00
2026-02-02  bank  +100.00 from BE71096123456769 ACME "facture"
  > asks 100.00: ACME R-1 or ACME R-2
2026-02-09  night
  > held ACME: likely_payment
2026-02-10  confirm 100.00 as R-2
  > settled R-2
  > queued ACME reminder-2
2026-02-10  send
  > mail ACME reminder-2 R-1 100.00
2026-02-11  bank  +100.00 from BE71096123456769 ACME "R-1"
  > settled R-1
  > case ACME closed: paid
2026-02-12  undo 100.00
  > open R-2 100.00
  > asks 100.00: ACME R-2
2026-02-20  night
  > held ACME: likely_payment
2026-02-21  ignore 100.00
2026-02-23  night
  > mail ACME reminder-2 R-2 100.00
