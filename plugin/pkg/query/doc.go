// Package query turns the JSON that a panel, an alert rule or earshot-query sends into typed values, or says what is
// wrong with it. Nothing of a query goes further than this package as raw text but names that are compared with tags.
//
// # What can be asked
//
// The first format of a query type is its default. Those that alert rules can evaluate are timeseries and numeric.
//
//	messageRates   timeseries table numeric                    per, groupBy
//	updateRates    timeseries table numeric                    metric, per, groupBy
//	prefixCounts   timeseries table numeric                    metric, groupBy
//	totals         timeseries table numeric                    metric, groupBy
//	routes         table numeric                               at, compareTo, compareToPeer, metric, groupBy
//	history        logs table timeseries timeline numeric      timeseries: groupBy; numeric: metric, groupBy; timeline needs filter.prefix
//	asPaths        table graph                                 at, compareTo, compareToPeer
//	overlaps       table timeseries annotations                at (table)
//	redundancy     timeseries table numeric                    groupBy
//	flaps          table timeseries numeric
//	origins        table annotations
//	incidents      table timeseries numeric logs annotations   groupBy
//	sessions       timeseries table numeric logs annotations   groupBy (not of logs and annotations)
//	notifications  logs table timeseries numeric annotations   groupBy
//	collector      timeseries table numeric                    metric, groupBy; filter: collector, part, reason
//
// Routes without groupBy are single routes, with it one row for each group: groupBy takes prefix, router, view, vrf, peer,
// peerAs, afi, label, origin, asPath and nextHop. A comparison adds the column change (gained, lost, changed, same; of
// groups also fewer and more, by their distinct paths) and the columns before_*; filter.change keeps some of them.
//
// History over time is the number of rows in each interval in which there are some, by action unless groupBy says otherwise:
// counted up to an hour, and where the filter asks of single routes; else from the sums that collectors write of each interval.
//
// # Forms
//
//	logs         timestamp, body, severity, id, labels: the log lines of the data plane contract
//	annotations  time, timeEnd, title, text, tags (separated by commas), id
//	timeline     for each router, peer, prefix and path id a frame of time and the state in words: an AS path, withdrawn,
//	             session down
//	graph        the frames nodes (id, title, subTitle, mainStat, secondaryStat, detail__*) and edges (id, source, target,
//	             mainStat, detail__*), as Grafana's node graph takes them
//
// # Names and links
//
// Where the inventory names a peer, an AS or a next hop, the value stays what it is and the field config of the frame
// shows the name beside it. Prefixes link to /d/earshot-prefix-history?var-prefix=, peers to /d/earshot-sessions?var-peer=,
// AS numbers to /d/earshot-asn?var-asn=, each with the time range.
//
// # Resources
//
// GET routers, peers, prefixes, asns, labels, communities, views, vrfs and domains give [{value, label, description}], at most
// 500. Each takes from and to (Unix milliseconds) and search (what was typed: of the value or of its name); all but domains
// and labels take router and peer, which can be repeated.
//
// # Live tail
//
// The channel of a query in the form of logs is tail/HASH, with {"query": TEXT} as the data of the
// subscription: TEXT is the JSON of the query as one string, HASH its 64-bit FNV-1a over UTF-8 bytes as 16 hex digits.
package query
