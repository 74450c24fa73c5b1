# A company that is closed over Christmas writes to nobody meanwhile, and says so; what was queued waits, and what was paid meanwhile is not asked for any more.
company  Lys & Fils SRL  BE  scenario standard
freshness off
customer ACME  fr  mail compta@acme.example
customer NAMUR  fr  mail compta@namur.example
2025-11-02  closing 2025-12-24 2026-01-04 "fin d’année"
2025-11-02  invoice R-1 ACME 1190.00 EUR due 2025-12-14
2025-11-02  invoice R-2 NAMUR 100.00 EUR due 2025-12-13
2025-12-23  run
  > queued NAMUR reminder-1
2025-12-24  night
  > waiting ACME: closed until 2026-01-05
  > queued NAMUR reminder-1
2025-12-27  look
  > waiting ACME: closed until 2026-01-05
2025-12-29  bank  +100.00 from NAMUR "R-2"
  > withdrawn NAMUR reminder-1: nothing_open
  > settled R-2
  > case NAMUR closed: paid
2026-01-05  night
  > mail ACME reminder-1 R-1 1190.00
# It cannot be closed for ever, nor backwards.
2026-01-05 14:00  closing 2026-07-12 2028-07-31 "congé"
  > refused: a closing period may reach to 2028-01-05; 2028-07-31 is later
2026-01-05 15:00  closing 2026-07-12 2026-07-02 "congé"
  > refused: the company cannot close on 2026-07-12 and open again before, on 2026-07-02
