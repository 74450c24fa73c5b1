# What a person says of a customer survives the next table, and two customers that are one.
company  Lys & Fils SRL  BE  scenario standard
customer ACME  fr  mail compta@acme.example label vip,North manager Ben@Lys.example
  > labels ACME North, vip
  > manager ACME ben@lys.example
customer BETA  fr  mail compta@beta.example
  > labels BETA
  > manager BETA
2026-01-05  address ACME fr label building
  > labels ACME building
2026-01-06  label ACME vip
  > labels ACME building, vip
2026-01-07  address ACME fr label North manager anna@lys.example
  > labels ACME building, vip
  > manager ACME anna@lys.example
2026-01-08  label ACME building off
  > labels ACME vip
2026-01-09  manager BETA zoe@lys.example
  > manager BETA zoe@lys.example
# The one that stays has its own; parted again, each has what it had.
2026-01-10  merge BETA into ACME
  > labels ACME vip
  > manager ACME anna@lys.example
2026-01-11  part BETA from ACME
  > labels ACME vip
  > manager ACME anna@lys.example
  > manager BETA zoe@lys.example
2026-01-12  label ACME "a label that is much longer than it may ever be"
  > refused: the label "a label that is much longer than it may ever be" is longer than 40 characters
