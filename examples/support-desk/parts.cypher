MERGE (c:Bicycle {name: 'Courier'}) MERGE (t:Bicycle {name: 'Tandem'}) MERGE (e:Bicycle {name: 'E-Cargo'})
MERGE (b:Part {name: 'Hydraulic brake HB-2', kind: 'other'}) MERGE (b)-[:FITS]->(c) MERGE (b)-[:FITS]->(e)
MERGE (f:Part {name: 'Steel fork SF-1', kind: 'frame'}) MERGE (f)-[:FITS]->(t)
MERGE (a:Part {name: 'Battery 500', kind: 'battery'}) MERGE (a)-[:FITS]->(e)
