NLCtl.main()
