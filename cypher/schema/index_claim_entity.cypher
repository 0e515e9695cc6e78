// Claims are found by the entity that they speak of
CREATE INDEX claim_entity IF NOT EXISTS FOR (n:Claim) ON (n.entity)
