extension MarketDataConfig { public func validate() -> [ConfigProblem] { [] } }
