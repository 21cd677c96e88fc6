Agent.main()
